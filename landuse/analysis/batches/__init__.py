"""Approval batches and what was supplied from them (批而未供)."""
