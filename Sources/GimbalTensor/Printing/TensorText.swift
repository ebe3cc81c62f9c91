// Lays the elements of a tensor out in aligned columns between brackets.

/// The part of a tensor that is shown, as text.
struct TensorText {
    private let format: TensorFormat
    private let axes: [ShownAxis]
    private let cells: [String]
    private let cellWidth: Int

    init(_ tensor: Tensor, _ format: TensorFormat) throws(TensorError) {
        self.format = format
        let shape = tensor.shape
        axes = ShownAxis.all(shape, format)
        var shown = try tensor.detached()
        if axes.contains(where: \.hasGap) {
            // All axes at once: one after the other would copy most of a large tensor.
            var grid: [Tensor] = []
            for (axis, entry) in axes.enumerated() {
                let sizes = shape.indices.map { $0 == axis ? entry.shownCount : 1 }
                grid.append(try Tensor(entry.positions(shape[axis]), shape: sizes).moved(to: shown.device))
            }
            shown = try shown.index(grid)
        }
        cells = try ElementText.cells(shown, format)
        cellWidth = cells.reduce(0) { max($0, $1.utf8.count) }
    }

    func text() -> String {
        if cells.isEmpty { return "[]" }
        return axes.isEmpty ? cells[0] : block(axis: 0, offset: 0)
    }

    /// The brackets of one axis and everything inside, from the cell at `offset` on.
    private func block(axis: Int, offset: Int) -> String {
        let entry = axes[axis]
        let size = axes[(axis + 1)...].reduce(1) { $0 * $1.shownCount }
        if axis == axes.count - 1 { return row(entry, offset: offset, indent: axis + 1) }
        var parts = (0..<entry.shownCount).map { block(axis: axis + 1, offset: offset + $0 * size) }
        if let gap = entry.gap { parts.insert("...", at: gap) }
        // Matrices are set apart by an empty line, their stacks by two, and so on.
        let separator =
            "," + String(repeating: "\n", count: axes.count - 1 - axis)
            + String(repeating: " ", count: axis + 1)
        return "[" + parts.joined(separator: separator) + "]"
    }

    private func row(_ entry: ShownAxis, offset: Int, indent: Int) -> String {
        var parts = cells[offset..<(offset + entry.shownCount)].map(padded)
        if let gap = entry.gap { parts.insert("...", at: gap) }
        let perLine = max(1, (format.lineWidth - indent) / (cellWidth + 2))
        let lines = stride(from: 0, to: parts.count, by: perLine).map {
            parts[$0..<min($0 + perLine, parts.count)].joined(separator: ", ")
        }
        return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent)) + "]"
    }

    private func padded(_ cell: String) -> String {
        String(repeating: " ", count: cellWidth - cell.utf8.count) + cell
    }
}

/// Which entries of an axis are shown.
private struct ShownAxis {
    /// Entries at the beginning, or all of them.
    var first: Int
    /// Entries at the end, when some between are left out.
    var last: Int
    var hasGap: Bool

    var shownCount: Int { first + last }
    var gap: Int? { hasGap ? first : nil }

    /// Number of elements that are never exceeded, whatever the shape.
    private static let limit = 2048

    static func all(_ shape: [Int], _ format: TensorFormat) -> [ShownAxis] {
        let count = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
        guard count > format.threshold else {
            return shape.map { ShownAxis(first: $0, last: 0, hasGap: false) }
        }
        var edges = Array(repeating: format.edgeCount, count: shape.count)
        var axes = zip(shape, edges).map(ShownAxis.init)
        // Tensors with many axes show less of the outer ones.
        for axis in shape.indices where shown(axes) > limit {
            edges[axis] = 1
            axes[axis] = ShownAxis(shape[axis], edge: 1)
        }
        for axis in shape.indices where shown(axes) > limit {
            axes[axis] = ShownAxis(first: 1, last: 0, hasGap: shape[axis] > 1)
        }
        return axes
    }

    func positions(_ size: Int) -> [Int] { Array(0..<first) + Array((size - last)..<size) }

    private static func shown(_ axes: [ShownAxis]) -> Int {
        axes.reduce(1) { $0 * $1.shownCount }
    }

    private init(_ size: Int, edge: Int) {
        let isShort = size <= 2 * edge
        self.init(first: isShort ? size : edge, last: isShort ? 0 : edge, hasGap: !isShort)
    }

    private init(first: Int, last: Int, hasGap: Bool) {
        self.first = first
        self.last = last
        self.hasGap = hasGap
    }
}
