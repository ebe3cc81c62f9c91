// Bringing foreign arrays into our order: row-major, little-endian.

/// Reorders the bytes of arrays written on other machines.
enum ByteOrder {
    /// Reverses the bytes of every element.
    static func swap(_ bytes: inout [UInt8], width: Int) {
        for start in stride(from: 0, to: bytes.count - width + 1, by: width) {
            for offset in 0..<(width / 2) { bytes.swapAt(start + offset, start + width - 1 - offset) }
        }
    }
}

/// Reorders the elements of column-major (Fortran) arrays.
enum ElementOrder {
    /// Returns the elements of a column-major array in row-major order.
    static func rowMajor(_ bytes: [UInt8], shape: [Int], width: Int) -> [UInt8] {
        guard shape.count > 1, !bytes.isEmpty else { return bytes }
        let positions = columnMajorPositions(shape)
        return bytes.withUnsafeBytes { source in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
                let start = UnsafeMutableRawBufferPointer(target)
                for (index, position) in positions.enumerated() {
                    let element = UnsafeRawBufferPointer(
                        rebasing: source[(position * width)..<(position * width + width)])
                    UnsafeMutableRawBufferPointer(rebasing: start[(index * width)...]).copyMemory(
                        from: element)
                }
                count = bytes.count
            }
        }
    }

    /// For each element in row-major order, its position in column-major order.
    private static func columnMajorPositions(_ shape: [Int]) -> [Int] {
        var positions = [0]
        var step = 1
        // The first axis varies fastest in the file and slowest in the result.
        let steps = shape.map { size in
            defer { step *= size }
            return step
        }
        for (size, step) in zip(shape, steps) {
            positions = positions.flatMap { base in (0..<size).map { base + $0 * step } }
        }
        return positions
    }
}
