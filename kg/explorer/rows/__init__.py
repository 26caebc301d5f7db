"""The indicator rows: found, filtered, counted, opened at their source, handed out."""
