"""The wall between the rooms and everybody else, searched for holes."""
