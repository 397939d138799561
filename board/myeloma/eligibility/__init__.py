"""Which options have their criteria met: the language of criteria, options, trials, own thresholds."""
