"""The explorer: pages in the browser for people who review performance targets."""

from kg.explorer.launch import run as run
