"""The scorecard: every target, its status and its milestones."""
