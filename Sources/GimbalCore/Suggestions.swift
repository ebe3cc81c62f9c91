// Nearest names for what a user mistyped.

/// Returns the Levenshtein distance of two strings, in characters.
///
/// - Complexity: O(|a| · |b|) time, O(|b|) memory.
public func editDistance(_ a: String, _ b: String) -> Int {
    let target = Array(b)
    var row = Array(0...target.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in target.enumerated() {
            let substitution = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
        }
    }
    return row[target.count]
}

/// Returns the candidate nearest to `name`, or nil when none is near enough to be a likely slip.
public func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
    let lowered = name.lowercased()
    let limit = max(2, name.count / 3)
    let scored = candidates.map { ($0, editDistance(lowered, $0.lowercased())) }
    guard let best = scored.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }), best.1 <= limit else { return nil }
    return best.0
}

/// Returns the sentence that an unknown name deserves: the nearest one, else all that exist.
public func suggestion(for name: String, in candidates: some Sequence<String>) -> String {
    let known = candidates.sorted()
    if let nearest = nearestName(to: name, in: known) { return "Did you mean \"\(nearest)\"?" }
    return "Known: \(known.joined(separator: ", "))."
}
