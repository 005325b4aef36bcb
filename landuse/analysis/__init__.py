"""Pure functions: frames in, frames out; no files, no clock, no network."""
