"""`streamlit run app.py`: the explorer of the graph in build/ (or in the directory that KG_GRAPH names)."""

from streamlit.starlette import App

from kg.explorer.served import FRONT, layers, serving

app = App(FRONT, lifespan=serving, middleware=layers())
