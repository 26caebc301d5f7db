"""`streamlit run app.py`: the explorer of the graph in build/ (or in the directory that KG_GRAPH names)."""

from kg.explorer.front import main

main()
