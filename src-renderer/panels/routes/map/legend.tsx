/** What the lines and marks of the map mean. */
export const Legend = () => (
  <details className="map-legend">
    <summary>Legend</summary>
    <ul>
      <li>
        <span className="map-line" /> requests; the wider, the more per second
      </li>
      <li>
        <span className="map-line copies" /> copies for a mirror
      </li>
      <li>
        <span className="map-line failing" /> ✗ requests that failed in the last minute
      </li>
      <li>new, changed, moved, removed: compared with what is running</li>
      <li>Drag the dot at the end of an edge to another service, or choose a route and “Send to…”</li>
      <li>Arrow keys walk along the edges, Enter shows the line or opens what is folded</li>
      <li>+ and − zoom, 0 shows all, Shift and arrows move the map</li>
    </ul>
  </details>
);
