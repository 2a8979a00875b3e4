"""What people do with the app beyond talking: commands, clicks, shortcuts, modals, the Home tab."""
