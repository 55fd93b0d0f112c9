"""Charts. Each draws a frame on an Axes and returns it; none reads, computes, saves or shows."""
