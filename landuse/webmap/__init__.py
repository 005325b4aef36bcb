"""Web maps and report pages: the only importer of folium."""
