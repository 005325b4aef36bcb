"""The steps of a run, in the order of :mod:`landuse.workflow`."""
