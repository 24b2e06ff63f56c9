"""Tests of users, rights and settings."""
