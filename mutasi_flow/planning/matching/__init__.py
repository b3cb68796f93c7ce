"""Matching: what posts ask, who suits them and which posts suit somebody, with every part of the score shown."""
