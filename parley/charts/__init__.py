"""Pictures: frames and Axes in, Axes out. Importing the package sets the style of every chart."""

from parley.charts import style

style.apply()
