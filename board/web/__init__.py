"""What every page shares: who may come in, what the browser may do, how a refusal looks."""
