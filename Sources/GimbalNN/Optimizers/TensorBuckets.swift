// Lists of tensors by dtype and device, as operators over lists want them.
import GimbalTensor

/// The tensors of a list with gaps, by dtype and device.
struct TensorBuckets: Sequence {
    private struct Kind: Hashable {
        let dtype: DType
        let device: Device
    }

    private let list: [Tensor?]
    private var buckets: [(places: [Int], tensors: [Tensor])] = []

    init(_ list: [Tensor?]) {
        self.list = list
        var numbers: [Kind: Int] = [:]
        for (place, tensor) in list.enumerated() {
            guard let tensor else { continue }
            let kind = Kind(dtype: tensor.dtype, device: tensor.device)
            let number = numbers[kind] ?? buckets.count
            if numbers[kind] == nil {
                numbers[kind] = number
                buckets.append(([], []))
            }
            buckets[number].places.append(place)
            buckets[number].tensors.append(tensor)
        }
    }

    func makeIterator() -> IndexingIterator<[(places: [Int], tensors: [Tensor])]> { buckets.makeIterator() }

    /// The list with every bucket replaced by what `body` makes of it.
    func replaced(_ body: ([Tensor]) throws -> [Tensor]) rethrows -> [Tensor?] {
        var result = list
        for (places, tensors) in buckets {
            for (place, tensor) in zip(places, try body(tensors)) { result[place] = tensor }
        }
        return result
    }
}
