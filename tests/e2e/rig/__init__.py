"""The rig: hosts on a LAN of their own, ways to record what their nodes put out, and ways to judge it."""
