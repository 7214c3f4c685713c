"""Property tests prove what is true, never how fast: no deadline for an example."""
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
