"""What stands in the place of an erased value, and whether the schema allows it."""
