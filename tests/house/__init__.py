"""Tests of the house: commands, layers, security, what holds everywhere."""
