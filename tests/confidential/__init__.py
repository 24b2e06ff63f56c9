"""Tests of confidential visits: who learns of them, and that nobody else does."""
