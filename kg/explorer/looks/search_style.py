"""How the page 指标检索 looks: chips, values to narrow by, the table of rows. Goes with `looks.markup.STYLE`."""

from typing import Final

SEARCH_STYLE: Final = """<style>
.kg-chips { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; font-size: 14px; margin: 2px 0 4px; }
.kg-chip { display: inline-flex; align-items: center; border: 1px solid #9db4cc; border-radius: 14px;
  background: #eef4fb; overflow: hidden; line-height: 1.5; max-width: 100%; }
.kg-chip.kg-plain { background: #fff; border-style: dashed; border-color: #7b8794; }
.kg-chip > span { padding: 2px 4px 2px 10px; overflow-wrap: anywhere; }
.kg-chip a { padding: 2px 9px; border-left: 1px solid #c8d5e3; white-space: nowrap; }
.kg .kg-chip a:hover { background: #dbe7f4; text-decoration: none; }
.kg-search { display: grid; grid-template-columns: 212px minmax(0, 1fr); gap: 10px 22px; align-items: start; }
.kg-sides { font-size: 14px; } .kg-narrow { display: none; }
.kg-side { margin-bottom: 12px; } .kg-side > b { display: block; color: var(--kg-grey, #52606d); font-weight: 600;
  border-bottom: 1px solid #dce3ea; margin-bottom: 3px; }
.kg-side ul { list-style: none; margin: 0; padding: 0; max-height: 300px; overflow: auto; }
.kg-side li { margin: 0; font-size: 14px; } .kg-side li a { display: flex; justify-content: space-between; gap: 8px;
  padding: 1px 4px; border-radius: 3px; overflow-wrap: anywhere; }
.kg .kg-side li a:hover { background: #eef2f7; text-decoration: none; }
.kg-side li span { color: #52606d; font-variant-numeric: tabular-nums; white-space: nowrap; }
.kg-side li .kg-now { background: #1a5490; color: #fff; } .kg .kg-side li .kg-now:hover { background: #123d6a; }
.kg-side li .kg-now span { color: #fff; } .kg-side summary, .kg-narrow > summary { color: #1a5490; cursor: pointer; }
.kg-rows { min-width: 860px; } .kg-rows td:first-child { min-width: 12em; } .kg-rows .kg-own td { background: #fff3d6; }
.kg-open:focus { outline: none; } .kg-rows th a { color: #3b4a5a; } .kg-rows td { font-size: 14px; }
.kg-pager { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; font-size: 14px; padding: 4px 0; }
@media (max-width: 760px) {
  .kg-search { grid-template-columns: minmax(0, 1fr); } .kg-sides { display: none; }
  .kg-narrow { display: block; font-size: 15px; } .kg-narrow .kg-side li a { padding: 6px 4px; }
  .kg-chip a { padding: 6px 12px; } .kg-rows { min-width: 1120px; }
}
.kg-sheet td.r { white-space: nowrap; color: #52606d; }
</style>"""
