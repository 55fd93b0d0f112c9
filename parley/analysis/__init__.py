"""Questions asked of the tables. Frames in, frames out; nothing is read, drawn or saved."""
