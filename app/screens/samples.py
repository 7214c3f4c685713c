"""Every sample of every screen, by name: "home/to_pay". Gallery, tests and goldens draw from here."""

from collections.abc import Mapping
from types import MappingProxyType

from app.screens import samples_home
from app.screens.change_method import samples as samples_change
from app.screens.director import samples as samples_director
from app.screens.samples_home import Sample

SAMPLES: Mapping[str, Sample] = MappingProxyType({**samples_home.SAMPLES, **samples_change.SAMPLES, **samples_director.SAMPLES})
