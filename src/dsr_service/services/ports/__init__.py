"""What the services need of the outer world, one protocol per module."""
