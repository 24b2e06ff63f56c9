"""What setup.cfg cannot say: the templates stand beside the package, and belong into it."""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["planner", "planner.*"]), "planner.templates"])
