"""One small reader for each official source: what to ask, and what came."""
