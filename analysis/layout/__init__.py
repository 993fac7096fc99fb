"""What pictures and the page lay out alike: clusters, components, layers, shelves."""
