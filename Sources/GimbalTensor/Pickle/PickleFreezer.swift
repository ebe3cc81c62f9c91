// Turns what the machine made into values: identity becomes shared memory, cycles and too much depth are refused.
import Foundation
import OrderedCollections

/// Makes values of the machine's objects, each object once.
struct PickleFreezer {
    private let budget: PickleBudget
    private var done: [ObjectIdentifier: (value: PickleValue, count: Int)] = [:]
    private var open: Set<ObjectIdentifier> = []
    /// Keys and positions that lead to the value at work, for messages.
    private var path: [String] = []

    init(_ budget: PickleBudget) { self.budget = budget }

    /// Makes the value of an item.
    mutating func value(_ item: PickleItem) throws -> PickleValue {
        do {
            return try frozen(item).value
        } catch let failure as PickleFailure {
            throw path.isEmpty ? failure : failure.at("in \(printable(path.joined(separator: " / ")))")
        }
    }

    private mutating func frozen(_ item: PickleItem) throws -> (value: PickleValue, count: Int) {
        switch item {
        case .none: return (.none, 1)
        case .bool(let value): return (.bool(value), 1)
        case .integer(let value): return (.integer(value), 1)
        case .largeInteger(let value): return (.largeInteger(Data(value)), 1)
        case .real(let value): return (.real(value), 1)
        case .text(let value): return (.text(value), 1)
        // Bytes are copied, so that they do not keep the whole file alive.
        case .bytes(let value): return (.bytes(Data(value)), 1)
        case .string(let value):
            let text = String(validating: value, as: UTF8.self)
            return (text.map(PickleValue.text) ?? .bytes(Data(value)), 1)
        case .global(.torchType(let dtype)): return (.dtype(dtype), 1)
        case .global(let global):
            throw PickleFailure(
                "global", "the file holds the class \(global.name) itself as a value",
                fix: PickleGlobal.saveDataOnly)
        case .object(let object): return try frozen(object)
        }
    }

    private mutating func frozen(_ object: PickleObject) throws -> (value: PickleValue, count: Int) {
        let id = ObjectIdentifier(object)
        if let known = done[id] { return known }
        guard open.insert(id).inserted else {
            throw PickleFailure(
                "cycle", "\(object.kind.name) holds itself", fix: "Save tensors and plain containers only.")
        }
        guard open.count <= budget.limits.depth else {
            throw PickleFailure(
                "depth", "containers are nested deeper than \(budget.limits.depth)",
                fix: "Raise `PickleLimits.depth` if you trust the file.")
        }
        let result = try content(object)
        open.remove(id)
        done[id] = result
        return result
    }

    private mutating func content(_ object: PickleObject) throws -> (value: PickleValue, count: Int) {
        switch object.kind {
        case .list:
            let (items, count) = try all(object.items)
            return (.list(items), count)
        case .tuple:
            let (items, count) = try all(object.items)
            return (.tuple(items), count)
        case .set:
            let (items, count) = try all(object.items)
            return (.set(OrderedSet(try items.map { try key($0) })), count)
        case .dictionary: return try dictionary(object.items)
        case .array(nil): throw PickleFailure("array", "an array has no content", fix: NumPyType.fix)
        case .array(.numbers(let tensor)?): return (.tensor(tensor), 1)
        case .array(.texts(let texts, let shape)?): return (.textArray(texts, shape: shape), texts.count)
        case .array(.objects(let shape)?):
            let (items, count) = try all(object.items)
            return (.objectArray(items, shape: shape), count)
        case .numpyType(let type):
            guard
                let element = try? NPYHeader(descriptor: type.descriptor, isFortranOrder: false, shape: [])
                    .numericElement()
            else { throw PickleFailure("array", "the NumPy type \(printable(type.code)) has no match here") }
            return (.dtype(element.dtype), 1)
        case .storage(let storage):
            return (.tensor(try TorchTensorBuilder(budget).elements(of: storage)), 1)
        case .tensor(let reference): return (.tensor(try TorchTensorBuilder(budget).tensor(reference)), 1)
        case .sparse(let format):
            let attributes = try dictionary(object.items).value
            return (.sparse(try SparseBuilder(budget).matrix(format, attributes)), 1)
        case .torchSparse(let format):
            let parts = try all(object.items).values
            return (.sparse(try SparseBuilder(budget).matrix(format, torch: parts)), 1)
        }
    }

    private mutating func all(_ items: [PickleItem]) throws -> (values: [PickleValue], count: Int) {
        var values: [PickleValue] = []
        values.reserveCapacity(items.count)
        var total = 1
        for (index, item) in items.enumerated() {
            path.append("\(index)")
            let (value, count) = try frozen(item)
            path.removeLast()
            values.append(value)
            try add(count, to: &total)
        }
        return (values, total)
    }

    private mutating func dictionary(_ items: [PickleItem]) throws -> (value: PickleValue, count: Int) {
        var entries: OrderedDictionary<PickleKey, PickleValue> = [:]
        entries.reserveCapacity(items.count / 2)
        var total = 1
        for index in stride(from: 0, to: items.count - 1, by: 2) {
            let found = try frozen(items[index])
            // Counted before it is hashed: a key that shares its parts can be exponentially large.
            try add(found.count, to: &total)
            let name = try key(found.value)
            path.append(name.description)
            let (value, count) = try frozen(items[index + 1])
            path.removeLast()
            try add(count, to: &total)
            entries[name] = value
        }
        return (.dictionary(entries), total)
    }

    private func key(_ value: PickleValue) throws -> PickleKey {
        guard let key = value.key else {
            throw PickleFailure("value", "\(value.kindName) is a key of a dictionary or a member of a set")
        }
        return key
    }

    private func add(_ count: Int, to total: inout Int) throws {
        total += count
        if total > budget.limits.valueCount { throw budget.countFailure }
    }
}
