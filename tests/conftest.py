"""Test configuration: scripts under tests/language/ are collected by the plugin in tests/support/."""

pytest_plugins = ["language_scripts"]
