"""Speed against a naive script, in the same run, equal results first."""
