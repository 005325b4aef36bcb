"""Everything that touches a file: reading, profiles, projects, writing."""
