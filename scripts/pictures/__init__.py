"""Small writers of picture formats for the demonstration and fixture scripts."""
