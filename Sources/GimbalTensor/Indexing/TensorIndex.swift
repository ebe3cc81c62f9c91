// What may stand between the brackets of `x[...]`.

/// A value that selects along the axes of a tensor: `Int`, ranges, strides, `[Int]`, `[Bool]`, `Tensor`, and the
/// members of `AxisIndex` (`.all`, `.ellipsis`, `.newAxis`, `.slice`).
///
/// Indices mean what they mean in PyTorch:
///
/// | index | what it does |
/// |---|---|
/// | `2`, `-1` | takes one position, the axis goes; negative ones count from the end |
/// | `1..<4`, `1...3`, `1...`, `..<3`, `...3` | a range, cut off at the size of the axis as in PyTorch |
/// | `.slice(1, -1, step: 2)`, `stride(from: 0, to: 9, by: 2)` | a range with steps |
/// | `.all` | the whole axis |
/// | `.ellipsis` | as many whole axes as are left; implied at the end |
/// | `.newAxis` | inserts an axis of size 1 |
/// | a boolean `Tensor` or `[Bool]` | the positions where it is true; a mask of k axes covers k axes |
/// | an integer `Tensor` or `[Int]` | these positions; several of them broadcast with each other |
/// | `true`, `false` | inserts an axis of size 1 or 0 |
///
/// Everything but masks, position lists and truth values gives a view that shares memory. The axes of several position
/// lists merge into those of their broadcast: in their place when they are neighbours, in front when a range, `.all`,
/// `.ellipsis` or `.newAxis` separates them. A plain integer is applied first and separates nothing.
///
/// Negative bounds count from the end: `(-3)...` is the last three, `..<(-1)` all but the last. Since a Swift range must
/// ascend, `1..<(-1)` traps when it is made: write `.slice(1, -1)`. `(-3)..<0` is the same as `(-3)...(-1)`.
public protocol TensorIndex: Sendable {
    /// The index in the form that tensors work with.
    var axisIndex: AxisIndex { get }
}

/// An index of a tensor, in one form for all kinds.
public struct AxisIndex: TensorIndex {
    package enum Kind: Sendable {
        case integer(Int)
        /// `stop` is `Int.max` for "to the end".
        case slice(start: Int, stop: Int, step: Int)
        case ellipsis
        case newAxis
        case boolean(Bool)
        case positions([Int])
        case mask([Bool])
        case tensor(Tensor)
    }

    package let kind: Kind

    package init(_ kind: Kind) { self.kind = kind }

    /// The index itself.
    public var axisIndex: AxisIndex { self }
}

extension TensorIndex where Self == AxisIndex {
    /// Keeps a whole axis.
    public static var all: AxisIndex { AxisIndex(.slice(start: 0, stop: .max, step: 1)) }
    /// Keeps as many whole axes as are left.
    public static var ellipsis: AxisIndex { AxisIndex(.ellipsis) }
    /// Inserts an axis of size 1.
    public static var newAxis: AxisIndex { AxisIndex(.newAxis) }

    /// Takes every `step`-th position from `start` up to, without, `stop`, as `start:stop:step` in Python.
    ///
    /// - Parameters:
    ///   - start: negative values count from the end; nil is the beginning.
    ///   - stop: negative values count from the end; nil is the end.
    ///   - step: positive; `flipped(axis:)` reverses.
    public static func slice(_ start: Int? = nil, _ stop: Int? = nil, step: Int = 1) -> AxisIndex {
        AxisIndex(.slice(start: start ?? 0, stop: stop ?? .max, step: step))
    }
}

/// The end of a slice whose last position is `last`: after -1 comes the end, not position 0.
private func stop(after last: Int) -> Int { last == -1 || last == .max ? .max : last + 1 }

extension Int: TensorIndex {
    /// One position; the axis goes.
    public var axisIndex: AxisIndex { AxisIndex(.integer(self)) }
}

extension Bool: TensorIndex {
    /// An inserted axis of one element (true) or none (false).
    public var axisIndex: AxisIndex { AxisIndex(.boolean(self)) }
}

extension Range: TensorIndex where Bound == Int {
    /// The positions of the range; negative bounds count from the end.
    public var axisIndex: AxisIndex {
        let stop = upperBound == 0 && lowerBound < 0 ? Int.max : upperBound
        return AxisIndex(.slice(start: lowerBound, stop: stop, step: 1))
    }
}

extension ClosedRange: TensorIndex where Bound == Int {
    /// The positions of the range; negative bounds count from the end.
    public var axisIndex: AxisIndex {
        AxisIndex(.slice(start: lowerBound, stop: stop(after: upperBound), step: 1))
    }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
    /// The positions from the bound on; a negative one counts from the end.
    public var axisIndex: AxisIndex { AxisIndex(.slice(start: lowerBound, stop: .max, step: 1)) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
    /// The positions before the bound; a negative one counts from the end.
    public var axisIndex: AxisIndex { AxisIndex(.slice(start: 0, stop: upperBound, step: 1)) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
    /// The positions up to the bound; a negative one counts from the end.
    public var axisIndex: AxisIndex { AxisIndex(.slice(start: 0, stop: stop(after: upperBound), step: 1)) }
}

extension StrideTo: TensorIndex where Element == Int {
    /// The positions of the stride; a descending one copies.
    public var axisIndex: AxisIndex { strideIndex(Array(self)) }
}

extension StrideThrough: TensorIndex where Element == Int {
    /// The positions of the stride; a descending one copies.
    public var axisIndex: AxisIndex { strideIndex(Array(self)) }
}

private func strideIndex(_ positions: [Int]) -> AxisIndex {
    guard let first = positions.first, let last = positions.last else {
        return AxisIndex(.slice(start: 0, stop: 0, step: 1))
    }
    let step = positions.count > 1 ? positions[1] - first : 1
    // A slice cannot descend, nor run from the end over the beginning.
    guard step > 0, (first < 0) == (last < 0) else { return AxisIndex(.positions(positions)) }
    return AxisIndex(.slice(start: first, stop: stop(after: last), step: step))
}

extension Array: TensorIndex where Element: PositionElement {
    /// A list of positions or a mask.
    public var axisIndex: AxisIndex { Element.axisIndex(self) }
}

/// What an array that indexes a tensor may hold: `Int` for positions, `Bool` for a mask.
public protocol PositionElement: Sendable {
    /// Makes the index of a whole array.
    static func axisIndex(_ elements: [Self]) -> AxisIndex
}

extension Int: PositionElement {
    /// A list of positions.
    public static func axisIndex(_ elements: [Int]) -> AxisIndex { AxisIndex(.positions(elements)) }
}

extension Bool: PositionElement {
    /// A mask of one axis.
    public static func axisIndex(_ elements: [Bool]) -> AxisIndex { AxisIndex(.mask(elements)) }
}

extension Tensor: TensorIndex {
    /// A mask (bool) or positions (integers).
    public var axisIndex: AxisIndex { AxisIndex(.tensor(self)) }
}
