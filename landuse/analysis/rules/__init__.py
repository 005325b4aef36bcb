"""The conditions that rules name, by the matter they are about."""
