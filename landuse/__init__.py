"""Derive idle, unsupplied, stalled and inefficient land from facts."""
