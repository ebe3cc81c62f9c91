// What the allowed classes and functions make of their arguments.
import Foundation

extension PickleMachine {
    /// Makes what `global` makes from arguments.
    func call(_ global: PickleGlobal, _ arguments: [PickleItem]) throws -> PickleItem {
        switch global {
        case .dictionary, .orderedDictionary, .defaultDictionary, .counter, .list, .tuple, .set, .bytes:
            return try makeContainer(global, arguments)
        case .encode: return try encoded(arguments)
        case .reconstructor: return try reconstructed(arguments)
        case .reconstructArray:
            guard case .global(.arrayClass)? = arguments.first else { throw Self.misused(global) }
            return try object(.array(nil))
        case .arrayClass: return try object(.array(nil))
        case .numpyType: return try object(.numpyType(try NumPyType(arguments)))
        case .numpyScalar: return try numpyScalar(arguments)
        case .fromBuffer: return try arrayFromBuffer(arguments)
        case .sparse(let format):
            guard arguments.isEmpty else { throw Self.misused(global) }
            return try object(.sparse(format))
        case .rebuildTensor, .rebuildTensorWithType, .rebuildParameter, .rebuildFromType, .rebuildSparse:
            return try makeTensor(global, arguments)
        case .loadFromBytes: return try storageFromBytes(arguments)
        case .torchSize:
            guard let sizes = arguments.first?.naturals else { throw Self.misused(global) }
            return try object(.tuple, sizes.map(PickleItem.integer))
        case .torchDevice:
            guard let kind = arguments.first?.textValue else { throw Self.misused(global) }
            return .text(arguments.dropFirst().first?.integerValue.map { "\(kind):\($0)" } ?? kind)
        case .torchLayout:
            guard let layout = arguments.first?.textValue else { throw Self.misused(global) }
            return .text(layout)
        case .integer, .object, .tensorClass, .storageClass, .torchType: throw Self.misused(global)
        }
    }

    /// Says that a function's arguments are not those that Python writes.
    static func misused(_ global: PickleGlobal) -> PickleFailure {
        PickleFailure("call", "\(global.name) is called with arguments that Python does not write")
    }

    private func makeContainer(_ global: PickleGlobal, _ arguments: [PickleItem]) throws -> PickleItem {
        let first = arguments.first
        switch (global, arguments.count) {
        case (.dictionary, 0): return try object(.dictionary(.plain))
        case (.orderedDictionary, 0), (.counter, 0): return try object(.dictionary(.withAttributes))
        case (.dictionary, 1), (.orderedDictionary, 1), (.counter, 1):
            return try object(.dictionary(.withAttributes), try pairs(first, global))
        case (.defaultDictionary, 0...1):
            switch first {
            case nil, PickleItem.none?, .global(.list)?, .global(.dictionary)?, .global(.set)?,
                .global(.integer)?:
                return try object(.dictionary(.withAttributes))
            default: throw Self.misused(global)
            }
        case (.list, 0), (.tuple, 0), (.set, 0): return try object(Self.kind(global))
        case (.list, 1), (.tuple, 1), (.set, 1):
            guard let items = first?.sequence else { throw Self.misused(global) }
            return try object(Self.kind(global), items)
        case (.bytes, 0): return .bytes(Data())
        case (.bytes, 1):
            guard let bytes = first?.byteValue else { throw Self.misused(global) }
            return .bytes(bytes)
        case (.bytes, 2):
            // Python 2 wrote a bytearray as a text with the name of its encoding.
            return try encoded(arguments)
        default: throw Self.misused(global)
        }
    }

    private static func kind(_ global: PickleGlobal) -> PickleObject.Kind {
        switch global {
        case .list: .list
        case .tuple: .tuple
        default: .set
        }
    }

    /// The entries of a dictionary, given as one or as a list of pairs.
    private func pairs(_ item: PickleItem?, _ global: PickleGlobal) throws -> [PickleItem] {
        if case .object(let source)? = item, source.kind.isDictionary { return source.items }
        guard let list = item?.sequence else { throw Self.misused(global) }
        return try list.flatMap { pair in
            guard let pair = pair.sequence, pair.count == 2 else { throw Self.misused(global) }
            return pair
        }
    }

    /// `_codecs.encode(text, "latin1")`: how Python 3 writes bytes in protocols before 3.
    private func encoded(_ arguments: [PickleItem]) throws -> PickleItem {
        guard let text = arguments.first?.textValue, arguments.count == 2,
            let encoding = arguments[1].textValue, ["latin1", "latin-1"].contains(encoding)
        else { throw Self.misused(.encode) }
        try budget.take(bytes: text.utf8.count, for: "bytes written as a text")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard scalar.value < 0x100 else {
                throw PickleFailure("value", "bytes written as a text hold the character \(scalar.value)")
            }
            bytes.append(UInt8(scalar.value))
        }
        return .bytes(Data(bytes))
    }

    /// `copy_reg._reconstructor(class, object, None)`: how protocols 0 and 1 make objects.
    private func reconstructed(_ arguments: [PickleItem]) throws -> PickleItem {
        guard arguments.count == 3, case .global(let made) = arguments[0],
            case .global(let base) = arguments[1]
        else { throw Self.misused(.reconstructor) }
        switch (made, base) {
        case (.sparse, .object) where arguments[2].isNone: return try call(made, [])
        case (.dictionary, .dictionary), (.orderedDictionary, .dictionary), (.list, .list), (.set, .set):
            return try call(made, [arguments[2]])
        default: throw Self.misused(.reconstructor)
        }
    }

    /// Performs BUILD: gives an object its state.
    func setState(of item: PickleItem, to state: PickleItem) throws {
        guard case .object(let target) = item else { throw Self.stateless(item) }
        switch target.kind {
        case .array(nil): try setArray(target, state)
        case .numpyType(let type): target.kind = .numpyType(try type.withState(state))
        case .sparse:
            guard case .object(let source) = state, source.kind.isDictionary else {
                throw Self.stateless(item)
            }
            target.items = source.items
        case .dictionary(.withAttributes):
            // Attributes such as a state dict's `_metadata`; they are no entries.
            guard case .object(let source) = state, source.kind.isDictionary else {
                throw Self.stateless(item)
            }
        default: throw Self.stateless(item)
        }
    }

    private static func stateless(_ item: PickleItem) -> PickleFailure {
        PickleFailure("call", "\(item.kindName) is given a state that Python does not write for it")
    }
}
