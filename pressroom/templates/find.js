/* Filters and sorts the rows that are in the page. Without it the page is whole. */
(function () {
  "use strict";
  var boxes = [].slice.call(document.querySelectorAll("[data-find]"));
  if (!boxes.length) return;
  var rows = [];
  boxes.forEach(function (box) {
    [].forEach.call(box.querySelectorAll("tbody tr, li"), function (row) {
      rows.push({ row: row });
    });
  });
  var bar = document.createElement("div");
  bar.className = "finder";
  var label = document.createElement("label");
  label.textContent = boxes[0].getAttribute("data-find");
  var input = document.createElement("input");
  input.type = "search";
  input.id = "find";
  input.autocomplete = "off";
  label.htmlFor = "find";
  var count = document.createElement("p");
  count.setAttribute("role", "status");
  count.setAttribute("aria-live", "polite");
  bar.appendChild(label);
  bar.appendChild(input);
  bar.appendChild(count);
  (document.querySelector("[data-finder]") || boxes[0]).insertAdjacentElement("beforebegin", bar);

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }
  function told(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, ","); }
  function show(sorted) {
    var words = plain(input.value).replace(/(\d)-(\d)/g, "$1 $2").split(/[\s,–]+/).filter(Boolean), seen = 0;
    rows.forEach(function (one) {
      var fits = words.every(function (word) {
        one.text = one.text || plain(one.row.textContent);
        return one.text.indexOf(word) >= 0;
      });
      one.row.hidden = !fits;
      seen += fits ? 1 : 0;
    });
    boxes.forEach(function (box) {
      var none = !box.querySelector("tbody tr:not([hidden]), li:not([hidden])");
      var part = box.closest("section") || box;
      part.hidden = none;
      box.classList.toggle("found", words.length > 0);
      if (words.length && part.tagName === "DETAILS") part.open = true;
    });
    count.textContent = (words.length ? told(seen) + " of " : "") + told(rows.length) + (rows.length === 1 ? " row" : " rows");
    keep(sorted);
  }
  var order = "";
  function keep(sorted) {
    if (sorted !== undefined) order = sorted;
    var state = [];
    if (input.value) state.push("find=" + encodeURIComponent(input.value));
    if (order) state.push("sort=" + order);
    if (state.length || /^#(find|sort)=/.test(location.hash)) {
      try { history.replaceState(null, "", "#" + state.join("&")); } catch (e) { location.hash = state.join("&"); }
    }
  }
  function sort(table, place, down) {
    var body = table.tBodies[0];
    [].slice.call(body.rows).sort(function (a, b) {
      var x = value(a.cells[place]), y = value(b.cells[place]);
      var by = x[0] !== null && y[0] !== null ? x[0] - y[0] : x[1] < y[1] ? -1 : x[1] > y[1] ? 1 : 0;
      return down ? -by : by;
    }).forEach(function (row) { body.appendChild(row); });
    [].forEach.call(table.tHead.rows[0].cells, function (cell, at) {
      if (at === place) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  }
  function value(cell) {
    var text = cell ? cell.getAttribute("data-v") || cell.textContent.trim() : "";
    var number = /^-?[\d,]+(\.\d+)?( of [\d,]+)?$/.test(text) ? parseFloat(text.replace(/,/g, "")) : null;
    return [number, plain(text)];
  }
  var tables = [].slice.call(document.querySelectorAll("[data-find] table, table[data-find]"));
  tables.forEach(function (table, which) {
    [].forEach.call(table.tHead ? table.tHead.rows[0].cells : [], function (cell, place) {
      var button = document.createElement("button");
      button.type = "button";
      while (cell.firstChild) button.appendChild(cell.firstChild);
      cell.appendChild(button);
      button.addEventListener("click", function () {
        var down = cell.getAttribute("aria-sort") === "ascending";
        sort(table, place, down);
        keep(which + "." + place + (down ? "d" : "a"));
      });
    });
  });
  (location.hash.slice(1).split("&")).forEach(function (part) {
    var pair = part.split("=");
    if (pair[0] === "find") { try { input.value = decodeURIComponent(pair[1] || ""); } catch (e) { input.value = ""; } }
    var asked = pair[0] === "sort" && /^(\d+)\.(\d+)([ad])$/.exec(pair[1]);
    if (asked && tables[asked[1]]) { sort(tables[asked[1]], +asked[2], asked[3] === "d"); order = pair[1]; }
  });
  input.addEventListener("input", function () { show(); });
  show();
})();
