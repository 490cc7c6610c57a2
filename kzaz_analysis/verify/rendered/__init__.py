"""The page that readers see, beside the sentences that its results file states."""
