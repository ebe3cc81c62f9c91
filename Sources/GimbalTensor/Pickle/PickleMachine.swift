// The machine that pickles are programs for, restricted to programs that make data.
import Foundation

/// Runs the opcodes of one pickle.
///
/// Names are looked up in a fixed list (`PickleGlobal`); everything else is refused, so nothing from the file is ever
/// executed.
final class PickleMachine {
    private var reader: PickleReader
    private var stack: [PickleItem] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleItem] = [:]
    /// Every object made, so that a deep chain of them is taken apart without recursion.
    private var objects: [PickleObject] = []
    private let persistentValue: ((PickleItem) throws -> PickleItem)?
    let budget: PickleBudget

    /// - Parameter persistentValue: finds what a persistent id stands for; nil where a file may not have any.
    init(_ data: Data, _ budget: PickleBudget, persistentValue: ((PickleItem) throws -> PickleItem)? = nil) {
        reader = PickleReader(data)
        self.budget = budget
        self.persistentValue = persistentValue
    }

    deinit {
        stack = []
        memo = [:]
        for object in objects { object.items = [] }
    }

    /// Bytes read so far.
    var position: Int { reader.position }

    /// Runs to the end of the pickle and lends the result, which lives only as long as the machine.
    func run<Result>(_ body: (PickleItem) throws -> Result) throws -> Result {
        try withExtendedLifetime(self) { try body(try execute()) }
    }

    private func execute() throws -> PickleItem {
        while true {
            let start = reader.position
            do {
                let byte = try reader.byte()
                guard let opcode = PickleOpcode(rawValue: byte) else {
                    throw PickleFailure("opcode", "there is no opcode \(byte)")
                }
                if opcode == .stop { return try finish() }
                try performScalar(opcode)
            } catch let failure as PickleFailure {
                throw failure.at("at byte \(start)")
            }
        }
    }

    private func finish() throws -> PickleItem {
        let result = try pop()
        guard stack.isEmpty, marks.isEmpty else {
            throw PickleFailure("stack", "\(stack.count) values are left over at the end")
        }
        return result
    }

    /// Registers a new object.
    func object(_ kind: PickleObject.Kind, _ items: [PickleItem] = []) throws -> PickleItem {
        // An object is worth a few dozen bytes of headers, so that many empty ones are bounded, too.
        try budget.takeValue(bytes: 128 + items.count * MemoryLayout<PickleItem>.stride)
        let object = PickleObject(kind, items)
        objects.append(object)
        return .object(object)
    }
}

// MARK: - Stack

extension PickleMachine {
    private func push(_ item: PickleItem) throws {
        try budget.takeValue()
        stack.append(item)
    }

    private func pop() throws -> PickleItem {
        guard stack.count > (marks.last ?? 0), let item = stack.popLast() else { throw Self.underflow }
        return item
    }

    private func popToMark() throws -> [PickleItem] {
        guard let mark = marks.popLast() else {
            throw PickleFailure("stack", "values up to a mark are asked for, but there is no mark")
        }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private func top() throws -> PickleItem {
        guard stack.count > (marks.last ?? 0), let item = stack.last else { throw Self.underflow }
        return item
    }

    private static var underflow: PickleFailure {
        PickleFailure("stack", "a value is asked for, but none is left")
    }
}

// MARK: - Opcodes

extension PickleMachine {
    private func performScalar(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .protocol:
            let version = try reader.byte()
            guard version <= 5 else {
                throw PickleFailure("protocol", "the pickle has protocol \(version), expected at most 5")
            }
        case .frame:
            let length = try reader.unsigned(8)
            guard length <= UInt64(reader.remaining) else {
                throw PickleFailure(
                    "truncated", "a frame claims \(length) bytes, but only \(reader.remaining) follow")
            }
        case .none: try push(.none)
        case .newTrue: try push(.bool(true))
        case .newFalse: try push(.bool(false))
        case .integer: try push(try PickleNumber.integerLine(try reader.line()))
        case .long: try push(try PickleNumber.longLine(try reader.line()))
        case .integer1: try push(.integer(Int(try reader.byte())))
        case .integer2: try push(.integer(Int(try reader.unsigned(2))))
        case .binaryInteger: try push(.integer(Int(Int32(truncatingIfNeeded: try reader.unsigned(4)))))
        case .long1: try push(PickleNumber.twosComplement(try reader.counted(1)))
        case .long4: try push(PickleNumber.twosComplement(try reader.countedSigned()))
        case .float: try push(try PickleNumber.realLine(try reader.line()))
        case .binaryFloat:
            let bits = try reader.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            try push(.real(Double(bitPattern: bits)))
        case .string: try push(.string(try PickleReader.quoted(try reader.line())))
        case .binaryString: try push(.string(try reader.countedSigned()))
        case .shortBinaryString: try push(.string(try reader.counted(1)))
        case .unicode: try push(.text(try PickleReader.escapedUnicode(try reader.line())))
        case .shortUnicode: try push(.text(try PickleReader.text(try reader.counted(1))))
        case .binaryUnicode: try push(.text(try PickleReader.text(try reader.counted(4))))
        case .unicode8: try push(.text(try PickleReader.text(try reader.counted(8))))
        case .shortBytes: try push(.bytes(try reader.counted(1)))
        case .bytes: try push(.bytes(try reader.counted(4)))
        case .bytes8, .byteArray8: try push(.bytes(try reader.counted(8)))
        default: try performContainer(opcode)
        }
    }

    private func performContainer(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .mark: marks.append(stack.count)
        case .emptyList: try push(try object(.list))
        case .emptyTuple: try push(try object(.tuple))
        case .emptySet: try push(try object(.set))
        case .emptyDictionary: try push(try object(.dictionary(.plain)))
        case .list: try push(try object(.list, try popToMark()))
        case .tuple: try push(try object(.tuple, try popToMark()))
        case .frozenSet: try push(try object(.set, try popToMark()))
        case .dictionary: try push(try object(.dictionary(.plain), try Self.paired(try popToMark())))
        case .tuple1: try push(try object(.tuple, [try pop()]))
        case .tuple2:
            let second = try pop()
            try push(try object(.tuple, [try pop(), second]))
        case .tuple3:
            let third = try pop()
            let second = try pop()
            try push(try object(.tuple, [try pop(), second, third]))
        case .append:
            let item = try pop()
            try extend([item], \.isList, "appended to")
        case .appends: try extend(try popToMark(), \.isList, "appended to")
        case .addItems: try extend(try popToMark(), \.isSet, "added to")
        case .setItem:
            let value = try pop()
            try extend([try pop(), value], \.isDictionary, "stored in")
        case .setItems: try extend(try Self.paired(try popToMark()), \.isDictionary, "stored in")
        default: try performMemo(opcode)
        }
    }

    private func performMemo(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .pop: if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
        case .popMark: _ = try popToMark()
        case .duplicate: try push(try top())
        case .get: try push(try recalled(try PickleNumber.memoLine(try reader.line())))
        case .binaryGet: try push(try recalled(Int(try reader.byte())))
        case .longBinaryGet: try push(try recalled(Int(try reader.unsigned(4))))
        case .put: try memorise(try PickleNumber.memoLine(try reader.line()))
        case .binaryPut: try memorise(Int(try reader.byte()))
        case .longBinaryPut: try memorise(Int(try reader.unsigned(4)))
        case .memoize: try memorise(memo.count)
        default: try performCall(opcode)
        }
    }

    private func performCall(_ opcode: PickleOpcode) throws {
        switch opcode {
        case .global:
            let module = try PickleReader.text(try reader.line())
            try push(.global(try PickleGlobal.find(module, try PickleReader.text(try reader.line()))))
        case .stackGlobal:
            guard let name = try pop().textValue, let module = try pop().textValue else {
                throw PickleFailure("value", "a class is asked for whose module and name are no texts")
            }
            try push(.global(try PickleGlobal.find(module, name)))
        case .reduce, .newObject:
            let arguments = try pop()
            try push(try call(try pop(), arguments))
        case .newObjectWithKeywords:
            let keywords = try pop()
            guard case .object(let object) = keywords, object.kind.isDictionary, object.items.isEmpty else {
                throw PickleFailure("value", "an object is made with keyword arguments")
            }
            let arguments = try pop()
            try push(try call(try pop(), arguments))
        case .instance:
            let module = try PickleReader.text(try reader.line())
            let global = try PickleGlobal.find(module, try PickleReader.text(try reader.line()))
            try push(try call(global, try popToMark()))
        case .object:
            let items = try popToMark()
            guard let first = items.first else { throw Self.underflow }
            try push(try call(first, try object(.tuple, Array(items.dropFirst()))))
        case .build:
            let state = try pop()
            try setState(of: try top(), to: state)
        case .persistentID:
            try push(try persistent(.text(try PickleReader.ascii(try reader.line()))))
        case .binaryPersistentID: try push(try persistent(try pop()))
        case .nextBuffer, .readOnlyBuffer:
            throw PickleFailure(
                "buffer", "the pickle refers to buffers that are kept outside of it",
                fix: "Write it without `buffer_callback`.")
        default:
            throw PickleFailure(
                "global",
                "the pickle names a class by a number of Python's extension registry, which only the "
                    + "program that wrote it knows", fix: PickleGlobal.saveDataOnly)
        }
    }
}

// MARK: - Parts of opcodes

extension PickleMachine {
    private static func paired(_ items: [PickleItem]) throws -> [PickleItem] {
        guard items.count.isMultiple(of: 2) else {
            throw PickleFailure("stack", "a dictionary gets a key without a value")
        }
        return items
    }

    private func extend(_ items: [PickleItem], _ fits: (PickleObject.Kind) -> Bool, _ verb: String) throws {
        let target = try top()
        guard case .object(let object) = target, fits(object.kind) else {
            throw PickleFailure("value", "something is \(verb) \(target.kindName)")
        }
        object.items.append(contentsOf: items)
    }

    private func recalled(_ index: Int) throws -> PickleItem {
        guard let item = memo[index] else {
            throw PickleFailure("memo", "value \(index) of the memo is asked for before it was put there")
        }
        return item
    }

    private func memorise(_ index: Int) throws {
        try budget.takeValue()
        memo[index] = try top()
    }

    private func persistent(_ id: PickleItem) throws -> PickleItem {
        guard let persistentValue else {
            throw PickleFailure(
                "persistent", "the pickle refers to an object that is kept outside of it",
                fix: "If this is a PyTorch file, read it with `TorchFile`.")
        }
        let value = try persistentValue(id)
        if case .object(let object) = value { objects.append(object) }
        return value
    }

    private func call(_ function: PickleItem, _ arguments: PickleItem) throws -> PickleItem {
        guard case .global(let global) = function else {
            throw PickleFailure("call", "\(function.kindName) is called, which is no class or function")
        }
        guard let items = arguments.tuple else {
            throw PickleFailure(
                "call", "\(global.name) is called with \(arguments.kindName), expected a tuple")
        }
        return try call(global, items)
    }
}

extension PickleObject.Kind {
    var isList: Bool { if case .list = self { true } else { false } }
    var isSet: Bool { if case .set = self { true } else { false } }
    var isDictionary: Bool { if case .dictionary = self { true } else { false } }
}
