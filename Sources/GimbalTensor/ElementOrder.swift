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
    static func rowMajor(_ bytes: [UInt8], shape: [Int], width: Int) throws -> [UInt8] {
        guard shape.count > 1, !bytes.isEmpty else { return bytes }
        // libtorch only moves the bits: any dtype of the right width will do, and a row of bytes for the rest.
        let dtype = [2: DType.int16, 4: .int32, 8: .int64][width] ?? .uint8
        let parts = width / dtype.byteCount
        let reversed = try bytes.withUnsafeBytes { bytes in
            try Tensor(bytes: bytes, dtype: dtype, shape: shape.reversed() + [parts])
        }
        let axes = shape.indices.reversed() + [shape.count]
        return try reversed.permuted(axes).withUnsafeBytes { [UInt8]($0) }  // [...shape, parts]
    }
}
