"""Tests of background work and what it leaves."""
