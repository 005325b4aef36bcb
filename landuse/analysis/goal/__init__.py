"""The goal of revitalized land: who is credited with which ground, and since when."""
