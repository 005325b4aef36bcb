"""The action plan's targets by year, and the zones in order: who met what."""
