/* Lengths, areas and plane coordinates on the ellipsoid of CGCS2000, without a page.

   Degrees in, metres out. Areas are those of the authalic sphere, whose surface is
   the ellipsoid's; plane coordinates are Gauss-Krueger in zones of 3 degrees, by
   Krueger's series to the sixth power of the third flattening. */
(function (root) {
  "use strict";

  const A = 6378137; /* Semi-major axis and flattening of CGCS2000. */
  const F = 1 / 298.257222101;
  const B = A * (1 - F);
  const E2 = F * (2 - F);
  const E = Math.sqrt(E2);
  const RAD = Math.PI / 180;
  const N = F / (2 - F);
  const FALSE_EASTING = 500000;
  const WIDTH = 3; /* Degrees of a zone. */
  const MU = 2000 / 3; /* Square metres of a mu: 15 mu are a hectare. */
  const ROUNDS = 200;

  /* ---- areas ----------------------------------------------------------- */

  function q(sine) {
    const part = 1 - E2 * sine * sine;
    return (1 - E2) * (sine / part + Math.atanh(E * sine) / E);
  }

  const POLE = q(1);
  const RADIUS2 = (A * A * POLE) / 2; /* Square of the authalic radius. */

  function authalic(latitude) {
    const share = q(Math.sin(latitude * RAD)) / POLE;
    return Math.asin(Math.max(-1, Math.min(1, share)));
  }

  /* Twice the area between an edge and the equator, of a sphere of radius 1. */
  function below([lat1, lng1], [lat2, lng2]) {
    const t1 = Math.tan(authalic(lat1) / 2);
    const t2 = Math.tan(authalic(lat2) / 2);
    const half = Math.tan(((lng2 - lng1) * RAD) / 2);
    return 2 * Math.atan((half * (t1 + t2)) / (1 + t1 * t2));
  }

  /* Area of a ring of [latitude, longitude], closed or not, whichever way round. */
  function ringArea(ring) {
    let sum = 0;
    ring.forEach((corner, at) => { sum += below(corner, ring[(at + 1) % ring.length]); });
    return Math.abs(sum) * RADIUS2;
  }

  /* ---- lengths ---------------------------------------------------------- */

  /* Vincenty's inverse formula; between opposite ends of the earth, where it does
     not come to an end, half the meridian. */
  function distance([lat1, lng1], [lat2, lng2]) {
    const u1 = Math.atan((1 - F) * Math.tan(lat1 * RAD));
    const u2 = Math.atan((1 - F) * Math.tan(lat2 * RAD));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    const whole = (lng2 - lng1) * RAD;
    let turn = whole;
    for (let round = 0; round < ROUNDS; round += 1) {
      const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
      const sinS = Math.hypot(c2 * sin, c1 * s2 - s1 * c2 * cos);
      if (sinS === 0) return 0;
      const cosS = s1 * s2 + c1 * c2 * cos;
      const sigma = Math.atan2(sinS, cosS);
      const sinA = (c1 * c2 * sin) / sinS;
      const cos2A = 1 - sinA * sinA;
      const cosM = cos2A === 0 ? 0 : cosS - (2 * s1 * s2) / cos2A;
      const c = (F / 16) * cos2A * (4 + F * (4 - 3 * cos2A));
      const inner = cosM + c * cosS * (2 * cosM * cosM - 1);
      const next = whole + (1 - c) * F * sinA * (sigma + c * sinS * inner);
      if (Math.abs(next - turn) < 1e-13) return arc({ sigma, sinS, cosS, cosM, cos2A });
      turn = next;
    }
    return Math.PI * Math.sqrt(RADIUS2);
  }

  function arc({ sigma, sinS, cosS, cosM, cos2A }) {
    const u = (cos2A * (A * A - B * B)) / (B * B);
    const big = 1 + (u / 16384) * (4096 + u * (u * (320 - 175 * u) - 768));
    const small = (u / 1024) * (256 + u * (u * (74 - 47 * u) - 128));
    const third = (small / 6) * cosM * (4 * sinS * sinS - 3) * (4 * cosM * cosM - 3);
    const inner = cosM + (small / 4) * (cosS * (2 * cosM * cosM - 1) - third);
    return B * big * (sigma - small * sinS * inner);
  }

  function pathLength(points) {
    return points.slice(1).reduce((sum, point, at) => sum + distance(points[at], point), 0);
  }

  /* ---- plane coordinates -------------------------------------------------- */

  const RECTIFYING = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64 + N ** 6 / 256);
  const ALPHA = [
    N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180
      - (127 * N ** 5) / 288 + (7891 * N ** 6) / 37800,
    (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440
      + (281 * N ** 5) / 630 - (1983433 * N ** 6) / 1935360,
    (61 * N ** 3) / 240 - (103 * N ** 4) / 140 + (15061 * N ** 5) / 26880
      + (167603 * N ** 6) / 181440,
    (49561 * N ** 4) / 161280 - (179 * N ** 5) / 168 + (6601661 * N ** 6) / 7257600,
    (34729 * N ** 5) / 80640 - (3418889 * N ** 6) / 1995840,
    (212378941 * N ** 6) / 319334400,
  ];

  /* Northing and easting (without the zone's number) in the zone of the longitude. */
  function gaussKruger(latitude, longitude) {
    const zone = Math.floor((longitude + WIDTH / 2) / WIDTH);
    const turn = (longitude - WIDTH * zone) * RAD;
    const sine = Math.sin(latitude * RAD);
    const t = Math.sinh(Math.atanh(sine) - E * Math.atanh(E * sine));
    const xi = Math.atan2(t, Math.cos(turn));
    const eta = Math.asinh(Math.sin(turn) / Math.hypot(t, Math.cos(turn)));
    let [north, east] = [xi, eta];
    ALPHA.forEach((alpha, at) => {
      const k = 2 * (at + 1);
      north += alpha * Math.sin(k * xi) * Math.cosh(k * eta);
      east += alpha * Math.cos(k * xi) * Math.sinh(k * eta);
    });
    return {
      zone,
      meridian: WIDTH * zone,
      northing: RECTIFYING * north,
      easting: FALSE_EASTING + RECTIFYING * east,
    };
  }

  const geodesy = { ringArea, distance, pathLength, gaussKruger, MU };
  if (typeof module !== "undefined" && module.exports) module.exports = geodesy;
  else root.landuse = Object.assign(root.landuse || {}, geodesy);
})(typeof window === "undefined" ? {} : window);
