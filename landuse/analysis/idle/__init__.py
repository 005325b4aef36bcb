"""Idle land, matter by matter: agreed start, lawful start, causes, phases, states."""
