"""Who asks, and what shows it (art. 12(6)): documents, assertions, channels, mandates."""
