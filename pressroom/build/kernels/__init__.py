"""Where cells run: a pre-imported process, forked for each report, or plain kernels."""
