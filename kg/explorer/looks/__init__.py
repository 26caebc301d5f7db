"""How pages look: text made safe, tables, bars, signs."""
